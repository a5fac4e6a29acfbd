"""The order of the rooms: files in, linked, facts, screened, leads; resumed, and only who moved."""
