"""What `script/bench` measures: `startup` and `text`, each a module; the others are what these two stand on."""
