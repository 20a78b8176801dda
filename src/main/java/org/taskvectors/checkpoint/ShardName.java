package org.taskvectors.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which of how many a shard is, from its file's name: `model-00002-of-00004.safetensors`.
///
/// @param series what is before the numbers
/// @param ending what is after them, the dot included
public record ShardName(String series, int number, int of, String ending) {
    private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{1,9})-of-(\\d{1,9})(\\.\\w+)");

    /// The parts of a file's name; empty where it is no shard's.
    public static Optional<ShardName> of(String fileName) {
        Matcher matcher = SHARD.matcher(fileName);
        return matcher.matches()
                ? Optional.of(
                        new ShardName(
                                matcher.group(1),
                                Integer.parseInt(matcher.group(2)),
                                Integer.parseInt(matcher.group(3)),
                                matcher.group(4)))
                : Optional.empty();
    }

    /// What the file is called that says which shard holds which tensor.
    public String indexName() {
        return series + ending + ".index.json";
    }

    /// Whether `other` is of the same series.
    public boolean isWith(ShardName other) {
        return series.equals(other.series) && of == other.of && ending.equals(other.ending);
    }
}
