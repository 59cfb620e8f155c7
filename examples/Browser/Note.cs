namespace Browser;

internal sealed record Note(string Text);
