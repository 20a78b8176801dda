package org.taskvectors.hub;

/// Is told when a hub is waited for before it is asked again.
@FunctionalInterface
public interface WaitListener {
    /// Tells nobody.
    WaitListener SILENT = _ -> {};

    /// Takes note of a wait, or of its end. Called by any thread, and by several at once.
    ///
    /// @param words `huggingface.co asks to wait 30 seconds`, a sentence without its full stop;
    ///   empty once nothing is waited for
    void waits(String words);
}
