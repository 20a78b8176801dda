package org.taskvectors.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The number of a shard and how many there are, from its file's name:
/// `model-00002-of-00004.safetensors`.
///
/// @param series the text before the numbers
/// @param ending the text after the numbers, with the dot
public record ShardName(String series, int number, int of, String ending) {
    private static final Pattern SHARD = Pattern.compile("(.*)-(\\d{1,9})-of-(\\d{1,9})(\\.\\w+)");

    /// Returns the parts of a file's name; empty if it is no shard's.
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

    /// Returns the name of the index, the file that says which shard holds which tensor.
    public String indexName() {
        return series + ending + ".index.json";
    }

    /// Whether `other` is of the same series.
    public boolean isWith(ShardName other) {
        return series.equals(other.series) && of == other.of && ending.equals(other.ending);
    }
}
