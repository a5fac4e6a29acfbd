"""Households and their people as the published generation knows them."""
