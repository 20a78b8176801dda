package org.taskvectors.ui.devices;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Devices;
import org.taskvectors.job.Latest;
import org.taskvectors.ui.common.FailureWords;
import org.taskvectors.ui.common.LiveDevices;
import org.taskvectors.ui.shell.AppContext;

/// What was found on this machine, where jobs run, and what a person chooses of it. Whatever
/// changes of that is news of [LiveDevices]. Knows no scene graph; lives on the window's thread.
public final class DevicesViewModel implements AutoCloseable {
    private final AppContext context;
    private final LiveDevices live;
    private final Latest keeper = new Latest("device-choice");
    private final LibtorchModel libtorch;
    private final TrialModel trial;
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(this, "shown");
    private DeviceChoice chosen;
    private long choices;
    private boolean isLooking;
    private Remark remark = Remark.NONE;

    public DevicesViewModel(AppContext context) {
        this.context = context;
        this.live = context.devices();
        this.chosen = live.devices().choice();
        this.libtorch = new LibtorchModel(context, live::tell);
        this.trial = new TrialModel(context, live::tell);
    }

    /// Whether the card is shown.
    public ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// Shows the card, with what is known now.
    public void show() {
        libtorch.reset();
        trial.reset();
        shown.set(true);
        look();
    }

    public void hide() {
        shown.set(false);
    }

    public boolean isLooking() {
        return isLooking;
    }

    /// Looks at the machine, off this thread.
    public void look() {
        if (isLooking) {
            return;
        }
        isLooking = true;
        context.background()
                .brief(
                        "Looking for devices",
                        (_, _) -> devices().find(),
                        _ -> looked(),
                        failure -> {
                            looked();
                            context.background().errors().show("Looking for devices", failure);
                        });
        live.tell();
    }

    private void looked() {
        isLooking = false;
        live.tell();
    }

    private Devices devices() {
        return live.devices();
    }

    /// What holds.
    public DeviceChoice chosen() {
        return chosen;
    }

    /// Chooses where jobs run that begin from now on.
    public void choose(DeviceChoice choice) {
        if (choice.equals(chosen)) {
            return;
        }
        chosen = choice;
        remark = Remark.NONE;
        long number = ++choices;
        keeper.ask(
                (_, _) -> {
                    devices().choose(choice);
                    return choice;
                },
                _ -> context.background().window().execute(live::tell),
                failure -> context.background().window().execute(() -> notKept(number, failure)));
        live.tell();
    }

    private void notKept(long number, Throwable failure) {
        if (number == choices) {
            remark =
                    Remark.of(
                            "It holds until the program ends, but could not be kept: "
                                    + FailureWords.of(failure),
                            "bad");
        }
        live.tell();
    }

    /// What came of the last choice.
    public Remark remark() {
        return remark;
    }

    /// The answers to the question where jobs run.
    public List<DeviceRow> rows() {
        return DeviceRows.of(devices(), chosen, context.compute().threads(), isLooking);
    }

    /// What was found.
    public List<Fact> facts() {
        return DeviceFacts.of(devices().found());
    }

    /// What is missing for a GPU, and what to do; empty where there is one, and until the machine
    /// was looked at.
    public Optional<String> missing() {
        return isLooking ? Optional.empty() : DeviceFacts.missing(devices().found());
    }

    /// How to get libraries with CUDA.
    public String how() {
        return DeviceFacts.how(devices().found());
    }

    public LibtorchModel libtorch() {
        return libtorch;
    }

    public TrialModel trial() {
        return trial;
    }

    /// Which device would be tried; empty where none can be.
    public Optional<Accelerator> tested() {
        return trial.target(chosen);
    }

    /// Runs a small extraction on the processor and on the device, and compares.
    public void test() {
        tested().ifPresent(trial::start);
    }

    /// What the header says.
    public TagShown tag() {
        return DeviceWords.tag(
                devices(),
                chosen,
                context.compute().threads(),
                isLooking,
                context.background().jobs().unfinished());
    }

    @Override
    public void close() {
        keeper.close();
    }
}
