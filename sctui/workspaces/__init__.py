"""The workspaces of the studio: Analyse, Equations, Network. Each arranges widgets and views."""
