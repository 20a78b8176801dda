package org.taskvectors.tokenizer.template;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;

/// A chat template, ready to turn conversations into a model's prompts as Hugging Face transformers
/// does (`ImmutableSandboxedEnvironment` of Jinja 3.1 with `trim_blocks`, `lstrip_blocks`, loop
/// controls, `raise_exception`, `tojson`, `strftime_now`).
///
/// Templates come out of downloaded files and are code. This interpreter knows a template's own
/// values and nothing of Java, and it counts its work: a template that computes, grows or nests too
/// much ends in a [Failure] with [TemplateProblem#LIMIT]. Several threads may render at once.
public final class ChatTemplate {
    private static final int MOST_SOURCE = 500_000;

    private final String source;
    private final List<Statement> statements;
    private final Optional<Path> file;

    private ChatTemplate(String source, List<Statement> statements, Optional<Path> file) {
        this.source = source;
        this.statements = statements;
        this.file = file;
    }

    /// Parses a template.
    ///
    /// @throws Failure if it is no template or uses what is not understood, with line and column
    public static ChatTemplate of(String source) throws Failure {
        return parse(source, Optional.empty());
    }

    /// Parses a template out of `file`, which failures then name.
    public static ChatTemplate of(String source, Path file) throws Failure {
        return parse(source, Optional.of(file));
    }

    private static ChatTemplate parse(String source, Optional<Path> file) throws Failure {
        if (source.length() > MOST_SOURCE) {
            TemplateError tooLong =
                    TemplateError.limit("a template of more than " + MOST_SOURCE + " characters");
            throw failure(tooLong, "", file);
        }
        String normalized = Lexer.normalized(source);
        try {
            return new ChatTemplate(normalized, Parser.parse(normalized), file);
        } catch (TemplateError e) {
            throw failure(e, normalized, file);
        }
    }

    /// Returns the prompt for a conversation.
    ///
    /// @throws Failure if the template refuses the conversation (its own words are the message),
    ///   fails on it, or goes beyond a limit; with the line and the column in the template
    public String render(ChatInput input) throws Failure {
        Run run = new Run(input.clock());
        try {
            return Interpreter.render(statements, new Inputs(run).variables(input), run);
        } catch (TemplateError e) {
            throw failure(e, source, file);
        } catch (StackOverflowError e) {
            // The depth is counted and this thread's stack is smaller than the count expects.
            TemplateError deep = TemplateError.limit("calls or values are too deep");
            throw failure(deep, source, file).causedBy(e);
        }
    }

    private static Failure failure(TemplateError error, String source, Optional<Path> file) {
        Failure failure =
                Failure.of(
                        error.problem(), file.orElse(null), what(error), advice(error.problem()));
        return error.position() < 0 ? failure : failure.at(place(source, error.position()));
    }

    private static String what(TemplateError error) {
        return switch (error.problem()) {
            case SYNTAX -> "the chat template cannot be read: " + error.what();
            case UNSUPPORTED ->
                    "the chat template uses what is not understood here: " + error.what();
            case RAISED -> "the chat template refuses the conversation: " + error.what();
            case UNDEFINED, WRONG_VALUE ->
                    "the chat template fails on this conversation: " + error.what();
            case SANDBOX -> "the chat template reaches out of its sandbox: " + error.what();
            case LIMIT -> "the chat template goes beyond a limit: " + error.what();
        };
    }

    private static String advice(TemplateProblem problem) {
        return switch (problem) {
            case RAISED -> "Change the messages, or write the prompt raw";
            case UNDEFINED, WRONG_VALUE ->
                    "Change the messages or the template, or write the prompt raw";
            case SYNTAX, UNSUPPORTED, SANDBOX, LIMIT ->
                    "Choose another template, or write the prompt raw";
        };
    }

    private static String place(String source, int position) {
        String before = source.substring(0, Math.min(position, source.length()));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return "line " + line + ", column " + column;
    }
}
