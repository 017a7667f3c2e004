"""The main job behind `tunewright tune`: plan, search, conclude, hand over."""
