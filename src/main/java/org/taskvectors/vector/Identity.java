package org.taskvectors.vector;

/// Identifies the checkpoint of one side of a difference, without its place on disk.
///
/// @param name the folder's or file's own name, without its path
/// @param fingerprint SHA-256, in hexadecimal, over each tensor's name, dtype, shape and checksum
///   in the order of names
public record Identity(String name, String fingerprint) {}
