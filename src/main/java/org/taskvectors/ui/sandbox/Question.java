package org.taskvectors.ui.sandbox;

import java.util.List;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.Sampling;
import org.taskvectors.sandbox.PromptForm;
import org.taskvectors.sandbox.PromptInput;

/// What was asked: everything that an answer depends on.
///
/// @param form the form of the prompt
/// @param input what was filled in
/// @param knobs how the vectors lay on the model, in their order
/// @param sampling how the next tokens were chosen
public record Question(PromptForm form, PromptInput input, List<Knob> knobs, Sampling sampling) {
    public Question {
        knobs = List.copyOf(knobs);
    }

    Question withKnobs(List<Knob> newKnobs) {
        return new Question(form, input, newKnobs, sampling);
    }

    /// Whether the base answers it as it answers the other.
    boolean isSameForBase(Question other) {
        return form.equals(other.form)
                && input.equals(other.input)
                && sampling.equals(other.sampling);
    }
}
