"""What people use: one room each. A room is entered through services, queries, rules, events."""
