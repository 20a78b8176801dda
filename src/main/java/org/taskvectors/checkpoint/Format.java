package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;

/// A format of files of weights, with everything that the rest of the program needs to know about
/// it. Each format is one package, with one class that implements this and one line in the list of
/// formats in `checkpoint.open`. A format uses this package, `tensor` and `file`; it knows neither
/// the opener nor another format.
public interface Format {
    /// Returns its name for people, as within a sentence: `safetensors`, `PyTorch`.
    String label();

    /// Returns the endings of its files' names, with the dot, in lower case; the usual ending
    /// first.
    List<String> endings();

    /// Whether a file of that name may hold weights in this format.
    default boolean isWeights(String fileName) {
        return endings().stream().anyMatch(fileName::endsWith);
    }

    /// Returns the kind of a file by its first bytes: a file of this format, or a related one that
    /// the format refuses with advice of its own. Empty if it is neither.
    ///
    /// @throws Failure where reading fails
    Optional<FileKind> recognise(FirstBytes bytes) throws Failure;

    /// Whether the format can explain a file of that name whose bytes no format recognises: opening
    /// it fails with the rule that it breaks.
    default boolean explains(String fileName) {
        return false;
    }

    /// Returns the span of the bytes that describe a file's tensors, by which the file is
    /// identified without reading the rest.
    ///
    /// @param kind what the file was recognised as
    /// @throws Failure where reading fails
    default HeaderSpan headerSpan(ReadableFile file, FileKind kind) throws Failure {
        return HeaderSpan.beginning(file);
    }

    /// Opens a file and takes it over: closing the result closes it, and so does a failure here.
    /// Reads only the description of the tensors.
    ///
    /// @param kind the recognised kind; one of no format if the file is only to be explained
    /// @param under the key of the dictionary to open, if a file may hold several
    /// @param earlier the open files of the same model that come before this one
    /// @throws Failure if a rule of the format is broken, or if there are no weights in it
    WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier)
            throws Failure;

    /// Returns the names of its files in Hugging Face's folders; empty if these have no files of
    /// this format.
    default Optional<HubNames> hubNames() {
        return Optional.empty();
    }

    /// Returns the words for the files of a folder: `PyTorch files`.
    default String filesLabel() {
        return label() + " files";
    }

    /// Chooses the model among the files of a folder, for a format with rules of its own; empty if
    /// the rules for all formats apply.
    ///
    /// @param fileNames the names of all the folder's files, sorted; at least one holds weights in
    ///   this format
    /// @throws Failure if the folder does not hold exactly one model
    default Optional<List<String>> choose(Path folder, List<String> fileNames) throws Failure {
        return Optional.empty();
    }

    /// Returns the files to open when a person names one of them, for a format whose files describe
    /// the model by themselves; empty if the folder around the file describes it.
    ///
    /// @throws Failure if the folder cannot be listed
    default Optional<FileParts> parts(Path file) throws Failure {
        return Optional.empty();
    }

    /// Returns how tensors are written in this format; empty if they are only read.
    default Optional<OutputFormat> output() {
        return Optional.empty();
    }
}
