package org.taskvectors.ui.merge;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.ui.shell.AppContext;

/// Looks at what is merged from headers alone, in the background. What changes meanwhile is looked
/// at right after. Lives on the window's thread.
final class MergeLook {
    private final AppContext context;
    private final MergeCore core;
    private final Runnable told;
    private final ReadOnlyObjectWrapper<Optional<CheckedMerge>> checked =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private boolean isLooking;
    private Optional<Supplier<Optional<MergeRequests.Asked>>> next = Optional.empty();

    /// @param told runs after each change of what is known
    MergeLook(AppContext context, MergeCore core, Runnable told) {
        this.context = context;
        this.core = core;
        this.told = told;
    }

    /// What was found last; empty before, and where nothing whole is asked for.
    ReadOnlyObjectProperty<Optional<CheckedMerge>> checkedProperty() {
        return checked.getReadOnlyProperty();
    }

    boolean isLooking() {
        return isLooking;
    }

    /// Looks.
    ///
    /// @param asked what is asked for at the time that it is looked at; empty where that is not
    ///   whole
    void look(Supplier<Optional<MergeRequests.Asked>> asked) {
        if (isLooking) {
            next = Optional.of(asked);
            return;
        }
        Optional<MergeRequests.Asked> now = asked.get();
        if (now.isEmpty()) {
            checked.set(Optional.empty());
            told.run();
            return;
        }
        MergeRequests.Asked request = now.get();
        isLooking = true;
        told.run();
        context.background()
                .brief(
                        "Looking at the merge",
                        (_, _) -> checked(request),
                        this::looked,
                        wrong -> looked(CheckedMerge.failed(wrong)));
    }

    /// A recipe that is being written is wrong most of the time, which is no failure of a job.
    private CheckedMerge checked(MergeRequests.Asked asked) {
        try {
            return core.check(asked.request());
        } catch (IOException e) {
            return CheckedMerge.failed(e);
        }
    }

    private void looked(CheckedMerge found) {
        isLooking = false;
        if (next.isPresent()) {
            Supplier<Optional<MergeRequests.Asked>> then = next.get();
            next = Optional.empty();
            look(then);
            return;
        }
        checked.set(Optional.of(found));
        told.run();
    }
}
