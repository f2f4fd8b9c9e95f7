"""The edge: the only place that reads files and clocks, opens sockets and starts programs."""
