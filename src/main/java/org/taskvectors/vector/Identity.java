package org.taskvectors.vector;

/// Which checkpoint one side of a difference was, without saying where it lay.
///
/// @param name the folder's or file's own name, without its path
/// @param fingerprint SHA-256, in hexadecimal, over each tensor's name, dtype, shape and checksum
///   in the order of names
public record Identity(String name, String fingerprint) {}
