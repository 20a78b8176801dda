package org.taskvectors.hub;

/// Hears of the pauses that the program makes before it asks a hub again.
@FunctionalInterface
public interface WaitListener {
    /// A listener that ignores what it hears.
    WaitListener SILENT = _ -> {};

    /// Takes note of a wait, or of its end. Called by any thread, and by several at once.
    ///
    /// @param words `huggingface.co asks to wait 30 seconds`, a sentence without its full stop;
    ///   empty once nothing is waited for
    void waits(String words);
}
