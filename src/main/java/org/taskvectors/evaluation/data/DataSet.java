package org.taskvectors.evaluation.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.prompt.PromptTemplate;

/// The examples of a file, in its order.
///
/// @param name of the file, without its ending
/// @param file that they come from
/// @param fingerprint SHA-256 of the file's bytes, in hexadecimal
/// @param kind how they are scored
/// @param template that words them; empty for [Kind#TEXT]
/// @param examples at least one
/// @param leftOut the rows that are no examples, among those that were looked at
/// @param notes what a person should know of how the file was read and mapped, a sentence each,
///   without its full stop
public record DataSet(
        String name,
        Path file,
        String fingerprint,
        Kind kind,
        Optional<PromptTemplate> template,
        List<Example> examples,
        List<LeftOut> leftOut,
        List<String> notes) {
    public DataSet {
        examples = List.copyOf(examples);
        leftOut = List.copyOf(leftOut);
        notes = List.copyOf(notes);
    }
}
