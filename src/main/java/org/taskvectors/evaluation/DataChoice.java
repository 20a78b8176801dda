package org.taskvectors.evaluation;

import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;

/// A file of rows and what a person said of it; what is empty is guessed from the file.
///
/// @param key tells it from the others of its list
/// @param file the rows
/// @param name for people; empty for the file's
/// @param isTicked whether it is asked
/// @param task the id of the template: `sst2`; empty to guess it by the file's columns
/// @param wording whose words the template has: a [Wording]'s word, or a file of templates
/// @param hints which column is what
/// @param limit the most rows, the first of the file; 0 for all
/// @param maxTokens the most tokens of an answer that the model writes; 0 for the usual
/// @param window the most tokens of a text that are read at once; 0 for the model's context
/// @param stride how many tokens of a text each further window predicts; 0 for a whole window
public record DataChoice(
        String key,
        Path file,
        String name,
        boolean isTicked,
        String task,
        String wording,
        MappingHints hints,
        int limit,
        int maxTokens,
        int window,
        int stride) {
    /// Returns a file of which nothing was said.
    public static DataChoice of(String key, Path file) {
        return new DataChoice(key, file, "", true, "", "", MappingHints.none(), 0, 0, 0, 0);
    }

    /// Returns the same with another name.
    public DataChoice withName(String newName) {
        return new DataChoice(
                key, file, newName, isTicked, task, wording, hints, limit, maxTokens, window,
                stride);
    }

    /// Returns the same, asked or not.
    public DataChoice withTicked(boolean nowTicked) {
        return new DataChoice(
                key, file, name, nowTicked, task, wording, hints, limit, maxTokens, window, stride);
    }

    /// Returns the same in other words.
    public DataChoice withTask(String newTask, String newWording) {
        return new DataChoice(
                key,
                file,
                name,
                isTicked,
                newTask,
                newWording,
                hints,
                limit,
                maxTokens,
                window,
                stride);
    }

    /// Returns the same with other columns.
    public DataChoice withHints(MappingHints newHints) {
        return new DataChoice(
                key, file, name, isTicked, task, wording, newHints, limit, maxTokens, window,
                stride);
    }

    /// Returns the same with at most so many rows; 0 for all.
    public DataChoice withLimit(int newLimit) {
        return new DataChoice(
                key, file, name, isTicked, task, wording, hints, newLimit, maxTokens, window,
                stride);
    }

    /// Returns the same with the limits of answers and texts.
    public DataChoice withLengths(int newMaxTokens, int newWindow, int newStride) {
        return new DataChoice(
                key,
                file,
                name,
                isTicked,
                task,
                wording,
                hints,
                limit,
                newMaxTokens,
                newWindow,
                newStride);
    }

    /// Returns the same, judged in another way; empty to guess it.
    public DataChoice withKind(Optional<Kind> kind) {
        return withHints(
                new MappingHints(
                        kind, hints.fields(), hints.truth(), hints.classes(), hints.choices()));
    }
}
