package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PairPass;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Measures what a merge of vectors would be, without writing it: every weight is computed as it
/// would be for a model, and measured instead of rounded.
public final class MergePreviewer {
    private final ProfileStore store;

    /// @param store keeps the measurements of vectors, which spare readings; nothing is kept of
    ///   what is merged
    public MergePreviewer(ProfileStore store) {
        this.store = store;
    }

    /// Merges and measures. Where the request has a dtype or a target, they change nothing.
    ///
    /// @throws IOException (a [Failure]) where something cannot be opened, does not fit or cannot
    ///   be merged; [MethodProblem#INGREDIENTS] where models are mixed, which have no vector
    /// @throws CancelledException where it was cancelled
    public MergePreview measure(MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (MergeSides opened = MergeSides.of(request)) {
            opened.requireVectors();
            Checkpoint base = opened.base().orElseThrow();
            List<Vector> vectors = opened.vectors();
            Vector merged =
                    new Merger(request.compute(), progress, cancellation)
                            .vectors(
                                    request.method(),
                                    opened.base(),
                                    vectors,
                                    request.chosen(),
                                    MergeSaver.profiles(store, request),
                                    request.isPartial());
            Measured measured = new Measured(store, new ThreadedPasses(request.compute()));
            // It lies nowhere, and so nothing is kept of it.
            Measurement change =
                    measured.profile(merged.on(base), Optional.of(base), progress, cancellation);
            List<Checkpoint> all = new ArrayList<>();
            List<NamedProfile> profiles = new ArrayList<>();
            all.add(merged.on(base));
            profiles.add(change.named("result"));
            for (int k = 0; k < vectors.size(); k++) {
                Vector vector = vectors.get(k).on(base);
                all.add(vector);
                profiles.add(
                        new NamedProfile(
                                opened.ingredients().get(k).name(),
                                profile(vector, request, progress, cancellation),
                                change.base()));
            }
            return new MergePreview(
                    profiles, PairPass.run(all, request.compute(), progress, cancellation));
        }
    }

    private static VectorProfile profile(
            Vector vector, MergeRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return ProfilePass.run(vector, Optional.empty(), request.compute(), progress, cancellation);
    }
}
