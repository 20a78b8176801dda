package org.taskvectors.ui.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.ui.common.ReadRates;

/// Where work that is about to be asked for would run, and why. It follows what is found and chosen
/// meanwhile. Lives on the window's thread.
public final class DeviceAhead {
    private final AppContext context;
    private final ReadOnlyObjectWrapper<Optional<Verdict>> verdict =
            new ReadOnlyObjectWrapper<>(this, "verdict", Optional.empty());
    private final ReadRates rates;
    private Optional<Asked> asked = Optional.empty();
    private long number;

    /// What was asked about.
    ///
    /// @param where the file or folder that is read; empty where the disk does not matter
    private record Asked(Workload work, Optional<Path> where) {}

    /// For work that reads no files.
    public DeviceAhead(AppContext context) {
        this(context, new ReadRates() {});
    }

    /// @param rates tells how fast files are read
    public DeviceAhead(AppContext context, ReadRates rates) {
        this.context = context;
        this.rates = rates;
        context.devices().newsProperty().addListener((_, _, _) -> look());
    }

    /// The answer; empty while it is looked for, and where the processor is all that there is,
    /// since then it goes without saying.
    public ReadOnlyObjectProperty<Optional<Verdict>> verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /// Asks about work that reads no file; the same work again changes nothing.
    public void ask(Workload work) {
        ask(new Asked(work, Optional.empty()));
    }

    /// Asks about work that reads a file or folder; the same work again changes nothing.
    public void ask(Workload work, Path where) {
        ask(new Asked(work, Optional.of(where)));
    }

    private void ask(Asked now) {
        if (!asked.equals(Optional.of(now))) {
            asked = Optional.of(now);
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
        Asked now = asked.get();
        context.background()
                .brief(
                        "Estimating where this runs",
                        (_, _) -> verdict(now),
                        found -> {
                            if (mine == number) {
                                verdict.set(Optional.of(found));
                            }
                        });
    }

    private Verdict verdict(Asked now) throws IOException {
        OptionalDouble rate =
                now.where().isPresent()
                        ? rates.readRate(now.where().get())
                        : OptionalDouble.empty();
        return devices().verdict(now.work().from(rate.orElse(Double.NaN)));
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
