"""What the studio remembers: the setup of a run, the session around it, and the files they live in. No Textual here."""
