"""GDPRbench (Shastri et al., PVLDB 13(7), 2020) on sealed rows, beside the same in clear."""
