"""What a message means to open drafts: answers, corrections, additions, yes and no. `answer` puts it together."""
