"""Where goods are to be delivered: a street, a named warehouse, park, market or district."""
