"""Who a concern is about: matching, relationships and households. Nothing here joins two records by itself."""
