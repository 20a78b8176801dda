package org.taskvectors.cli;

import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.Prompts;
import org.taskvectors.inference.Sampling;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.tokenizer.Tokenizer;

/// What `run` did.
///
/// @param facts of the model in memory
/// @param vectors what lay on it, with coefficients
/// @param template the words around the prompt; empty for the model's chat template
/// @param prompt the whole text that the model was asked
/// @param fitted its tokens
/// @param context the most tokens of a text
/// @param sides what each side answered
/// @param notes what a person should know besides
/// @param seconds from the command's begin
record RunResult(
        LiveFacts facts,
        Tokenizer tokenizer,
        List<VectorArgument> vectors,
        Optional<PromptTemplate> template,
        String prompt,
        Prompts.Fitted fitted,
        int context,
        Sampling sampling,
        List<Asked> sides,
        List<String> notes,
        double seconds) {
    /// Returns the labels that the template asks for.
    List<Label> labels() {
        return template.map(PromptTemplate::labels).orElse(List.of());
    }
}
