"""The offline job that makes the embedded judges. Not needed to install, run or test Neonfern; see README.md."""
