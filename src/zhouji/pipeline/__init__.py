"""The order of the rooms: files in, linked, facts, screened, leads; with resume and what was touched."""
