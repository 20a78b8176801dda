package org.taskvectors.prompt;

/// One of the answers that a template asks for.
///
/// @param name what it means: `entailment`
/// @param value its number in the data set
/// @param word the text that follows the prompt, its blank before it included: ` yes`
public record Label(String name, int value, String word) {}
