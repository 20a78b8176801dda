package org.taskvectors.ui.common;

import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import org.taskvectors.accelerator.Devices;

/// The machine's devices, and a property that changes on the window's thread whenever they have
/// news: something else was found or chosen, or something runs somewhere else.
public final class LiveDevices {
    private final Devices devices;
    private final ReadOnlyLongWrapper news = new ReadOnlyLongWrapper(this, "news", 0);

    /// @param devices is listened to from now on
    /// @param window runs something on the window's thread
    public LiveDevices(Devices devices, Executor window) {
        this.devices = devices;
        devices.onChange(() -> window.execute(this::tell));
    }

    /// What is known, chosen and done: any thread may ask.
    public Devices devices() {
        return devices;
    }

    /// Counts the news.
    public ReadOnlyLongProperty newsProperty() {
        return news.getReadOnlyProperty();
    }

    /// Tells that there are news which come of the window itself. Call on the window's thread.
    public void tell() {
        news.set(news.get() + 1);
    }
}
