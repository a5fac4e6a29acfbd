"""The household file 一户一档 and the rows behind its facts."""
