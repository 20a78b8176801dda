package org.taskvectors.ui.shell;

import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;

/// Where work that is about to be asked for would run, and why. It follows what is found and chosen
/// meanwhile. Lives on the window's thread.
public final class DeviceAhead {
    private final AppContext context;
    private final ReadOnlyObjectWrapper<Optional<Verdict>> verdict =
            new ReadOnlyObjectWrapper<>(this, "verdict", Optional.empty());
    private Optional<Workload> asked = Optional.empty();
    private long number;

    public DeviceAhead(AppContext context) {
        this.context = context;
        context.devices().newsProperty().addListener((_, _, _) -> look());
    }

    /// The answer; empty while it is looked for, and where the processor is all that there is,
    /// since then it goes without saying.
    public ReadOnlyObjectProperty<Optional<Verdict>> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /// Asks about some work; the same work again changes nothing.
    public void ask(Workload work) {
        if (!asked.equals(Optional.of(work))) {
            asked = Optional.of(work);
            look();
        }
    }

    /// `runs on CPU · the disk is the limit: the CPU is as fast`; empty where there is no answer.
    public String words() {
        return verdict.get()
                .map(
                        found ->
                                "runs on "
                                        + found.label()
                                        + (found.reason().isBlank() ? "" : " · ")
                                        + found.reason())
                .orElse("");
    }

    /// Off this thread, since an estimate may have to be measured first.
    private void look() {
        long mine = ++number;
        if (asked.isEmpty() || !isWorthSaying()) {
            verdict.set(Optional.empty());
            return;
        }
        Workload work = asked.get();
        context.background()
                .brief(
                        "Estimating where this runs",
                        (_, _) -> devices().verdict(work),
                        found -> {
                            if (mine == number) {
                                verdict.set(Optional.of(found));
                            }
                        });
    }

    private boolean isWorthSaying() {
        DeviceChoice choice = devices().choice();
        return !devices().found().usable().isEmpty()
                || !(choice.isAutomatic() || choice.isProcessor());
    }

    private Devices devices() {
        return context.devices().devices();
    }
}
