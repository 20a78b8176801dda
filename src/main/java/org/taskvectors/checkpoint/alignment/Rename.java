package org.taskvectors.checkpoint.alignment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A part of a name that another layout writes differently.
///
/// @param found a regular expression, found anywhere in the name
/// @param replacement what stands for its first occurrence, with `$1` for groups
record Rename(Pattern found, String replacement) {
    String apply(String name) {
        Matcher matcher = found.matcher(name);
        return matcher.find() ? matcher.replaceFirst(replacement) : name;
    }
}
