package org.taskvectors.evaluation;

import java.util.List;
import org.taskvectors.evaluation.data.Kind;

/// What a task is, as figures, tables and saved evaluations state it.
///
/// @param name of the data: `SST-2 validation`
/// @param file the data's file
/// @param fingerprint SHA-256 of the data's bytes and of the rows, words and rules that were asked
/// @param kind how answers are judged
/// @param classes the names of the labels; empty where each row has choices of its own, or none
/// @param wording names the template: `sst2, the model's own`
/// @param available how many rows the data has
/// @param rows how many of them are asked
/// @param notes what a person should know: rows that were left out, prompts that were cut
public record TaskFacts(
        String name,
        String file,
        String fingerprint,
        Kind kind,
        List<String> classes,
        String wording,
        int available,
        int rows,
        List<String> notes) {
    public TaskFacts {
        classes = List.copyOf(classes);
        notes = List.copyOf(notes);
    }

    /// Returns the same with other notes.
    TaskFacts withNotes(List<String> newNotes) {
        return new TaskFacts(
                name, file, fingerprint, kind, classes, wording, available, rows, newNotes);
    }
}
