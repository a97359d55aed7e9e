"""Real telephones with one vocabulary: `alice.calls(bob); bob.answers(); alice.hears(bob)`."""
