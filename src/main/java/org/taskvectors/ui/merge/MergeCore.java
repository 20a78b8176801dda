package org.taskvectors.ui.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.PreviewSample;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.ui.common.ReadRates;

/// What the place asks of the core, so that its view model can be tested without one.
public interface MergeCore extends ReadRates {
    /// Looks at everything that can fail, from headers alone.
    CheckedMerge check(MergeRequest request) throws IOException;

    /// Merges, and saves the model.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be merged or saved
    /// @throws CancelledException where it was cancelled; nothing is left then
    ApplyResult merge(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Measures what merged vectors would be, and writes nothing.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be merged
    /// @throws CancelledException where it was cancelled
    MergePreview preview(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Reads a sample of what is merged into memory, for previews of every choice.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be merged
    /// @throws CancelledException where it was cancelled
    PreviewSample sample(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;

    /// Returns a merge as a recipe that lies in a folder; empty if it cannot be said as one.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where something cannot be opened
    Optional<String> recipe(MergeRequest request, Path folder) throws IOException;

    /// Returns what a recipe's file says.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be read, or is too
    ///   large for one
    String text(Path recipe) throws IOException;

    /// Reads a recipe, and opens the headers of its models.
    ///
    /// @param folder where its paths begin
    /// @param reach what it may name beside what lies in its own folder
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it is none, or does not fit its
    ///   models; with its line
    RecipeMerge reading(String text, Path folder, Reach reach) throws IOException;

    /// Writes a recipe.
    ///
    /// @return the file
    /// @throws IOException (a [org.taskvectors.file.Failure]) where it cannot be written
    Path keep(String recipe, Path file) throws IOException;
}
