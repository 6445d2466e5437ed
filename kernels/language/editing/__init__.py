"""What an editor does with a text: completion, hover, rename, refactorings, and the like."""
