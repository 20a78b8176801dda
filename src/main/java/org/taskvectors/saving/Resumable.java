package org.taskvectors.saving;

/// A request that the same command goes on with where its process ended.
///
/// @param digest of everything that decides about the bytes and is not in the model's headers: a
///   request with another digest does not go on with what this one left
/// @param what it is, for people: `merge by TIES-Merging of sst2, mnli`
public record Resumable(String digest, String what) {}
