package org.taskvectors.inference;

import java.util.List;

/// The facts of a model in memory, as the window and the command line show them.
///
/// @param name the base's name
/// @param architecture its dimensions and switches
/// @param dtype in which its weights lie: `bfloat16`
/// @param parameters how many weights it has, tied ones once
/// @param weightBytes bytes of the base's weights in memory
/// @param editedBytes bytes of what the vectors change, beside them
/// @param vectorBytes bytes of the vectors in memory
/// @param isInTurn whether both sides share one block, which is baked anew for each answer
/// @param notes what a person should know: a tokenizer that differs, changes that were left out
/// @param place where it runs
public record LiveFacts(
        String name,
        Architecture architecture,
        String dtype,
        long parameters,
        long weightBytes,
        long editedBytes,
        long vectorBytes,
        boolean isInTurn,
        List<String> notes,
        ModelPlace place) {
    public LiveFacts {
        notes = List.copyOf(notes);
    }

    /// The facts of a model that runs on the processor.
    public LiveFacts(
            String name,
            Architecture architecture,
            String dtype,
            long parameters,
            long weightBytes,
            long editedBytes,
            long vectorBytes,
            boolean isInTurn,
            List<String> notes) {
        this(
                name,
                architecture,
                dtype,
                parameters,
                weightBytes,
                editedBytes,
                vectorBytes,
                isInTurn,
                notes,
                ModelPlace.PROCESSOR);
    }

    /// Returns in which dtype the model runs, and where if that is not the processor, for what is
    /// kept of its numbers: `bfloat16`, `bfloat16 on GPU 0`. Numbers of two devices agree to
    /// rounding only, and are not mixed in one evaluation.
    public String arithmetic() {
        return place.isProcessor() ? dtype : dtype + " on " + place.label();
    }
}
