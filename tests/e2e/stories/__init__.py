"""The acceptance stories, in the stories' own company."""
