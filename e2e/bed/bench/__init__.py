"""What Sallyport costs and how fast it is, each figure beside the floor of the same run."""
ROWS = ("label", "hundred", "thousand", "admission", "memory", "start", "door", "edit")
