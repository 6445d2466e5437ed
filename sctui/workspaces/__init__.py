"""The workspaces of the studio: Analyse, Equations, Network, Hardware. Each arranges widgets and views."""
