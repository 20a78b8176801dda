package org.taskvectors.ui.library;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// ‖τ‖ of the library's vectors, as far as they were measured before; nothing is measured here.
/// Lives on the window's thread, and reads off it.
final class Norms {
    private final AppContext context;
    private final Runnable changed;
    private Map<String, Double> known = Map.of();

    /// @param changed called when more is known
    Norms(AppContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /// ‖τ‖ over all tensors of a vector; NaN where it is not known.
    double of(FileItem item) {
        return known.getOrDefault(item.id(), Double.NaN);
    }

    /// Looks at what was measured.
    void look() {
        WorkspaceState state = context.state().get();
        List<FileItem> vectors = state.vectors();
        if (vectors.isEmpty()) {
            return;
        }
        context.background()
                .brief(
                        "Looking at what was measured",
                        (_, cancellation) -> {
                            Map<String, Double> found = new HashMap<>();
                            for (FileItem vector : vectors) {
                                cancellation.check();
                                kept(vector, state).ifPresent(norm -> found.put(vector.id(), norm));
                            }
                            return found;
                        },
                        this::take);
    }

    private void take(Map<String, Double> found) {
        if (!found.equals(known)) {
            known = Map.copyOf(found);
            changed.run();
        }
    }

    private Optional<Double> kept(FileItem vector, WorkspaceState state) {
        ProfileStore profiles = context.profiles();
        Optional<Path> base = vector.base().flatMap(state::file).map(FileItem::path);
        Optional<Measurement> own = profiles.find(vector.path());
        return own.or(() -> base.flatMap(path -> profiles.find(vector.path(), path)))
                .map(Norms::norm);
    }

    private static double norm(Measurement measurement) {
        return Math.sqrt(
                measurement.profile().tensors().stream()
                        .mapToDouble(TensorProfile::sumSquares)
                        .sum());
    }
}
