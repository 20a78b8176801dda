package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// A format of files of weights: everything that the rest of the program asks of one. Each format
/// is one package, with one class that implements this and stands on one line of the list of
/// formats in `checkpoint.open`. A format uses this package, tensors and files; it knows neither
/// the opener nor another format.
public interface Format {
    /// Its name for people, as it stands within a sentence: `safetensors`, `PyTorch`.
    String label();

    /// How the names of its files end, the dot included, in lower case; the usual ending first.
    List<String> endings();

    /// Whether a file of that name holds weights in this format, as far as a name can tell.
    default boolean isWeights(String fileName) {
        return endings().stream().anyMatch(fileName::endsWith);
    }

    /// What a file is by its first bytes: a file of this format, or a relative that the format
    /// refuses with an advice of its own. Empty where it is neither.
    ///
    /// @throws Failure where reading fails
    Optional<FileKind> recognise(FirstBytes bytes) throws Failure;

    /// Whether the format explains a file of that name whose bytes no format recognises: opening it
    /// says which rule it breaks.
    default boolean explains(String fileName) {
        return false;
    }

    /// Returns the bytes by which a file is known again without reading it: those that describe its
    /// tensors.
    ///
    /// @param kind what the file was recognised as
    /// @throws Failure where reading fails
    default HeaderSpan headerSpan(ReadableFile file, FileKind kind) throws Failure {
        return HeaderSpan.beginning(file);
    }

    /// Opens a file, which the result takes over: it is closed with the result, and also where
    /// opening fails. Only what describes the tensors is read.
    ///
    /// @param kind what the file was recognised as; a kind of no format where it is only explained
    /// @param under the key of the dictionary that is meant, where a file may hold several
    /// @param earlier the open files of the same model that come before this one
    /// @throws Failure where a rule of the format is broken, or there are no weights in it
    WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier)
            throws Failure;

    /// How its files are called in the folders of Hugging Face; empty where these have none of
    /// them.
    default Optional<HubNames> hubNames() {
        return Optional.empty();
    }

    /// What a folder of its files holds: `PyTorch files`.
    default String filesLabel() {
        return label() + " files";
    }

    /// Chooses the model among the files of a folder, for a format with rules of its own; empty
    /// where the rules for all formats apply.
    ///
    /// @param fileNames the names of all the folder's files, sorted; at least one holds weights in
    ///   this format
    /// @throws Failure where the folder does not hold exactly one model
    default Optional<List<String>> choose(Path folder, List<String> fileNames) throws Failure {
        return Optional.empty();
    }

    /// Returns what is opened where a person names one file, for a format whose files say by
    /// themselves what the model is; empty where the folder around the file describes it.
    ///
    /// @throws Failure where the folder cannot be listed
    default Optional<FileParts> parts(Path file) throws Failure {
        return Optional.empty();
    }

    /// How tensors are written in this format; empty where they are only read.
    default Optional<OutputFormat> output() {
        return Optional.empty();
    }
}
