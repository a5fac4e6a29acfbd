"""The pages, a module a page; every view names the permission it needs."""
