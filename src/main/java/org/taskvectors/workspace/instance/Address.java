package org.taskvectors.workspace.instance;

/// Where a window waits for second starts: on this machine only, and only for those who can read
/// the secret, which lies in a file of the user's own.
///
/// @param port of the loopback interface
/// @param secret what a request begins with
record Address(int port, String secret) {}
