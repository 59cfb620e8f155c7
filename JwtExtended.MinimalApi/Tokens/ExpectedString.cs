using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A claim value that is asked for, in the forms that it is compared and handed out in.</summary>
internal sealed class ExpectedString
{
    private ExpectedString(string text)
    {
        Text = text;
        Utf8 = Encoding.UTF8.GetBytes(text);
        Alone = new ReadOnlyCollection<string>([text]);
    }

    public string Text { get; }

    public byte[] Utf8 { get; }

    /// <summary>The text as the only one of a list.</summary>
    public ReadOnlyCollection<string> Alone { get; }

    [return: NotNullIfNotNull(nameof(text))]
    public static ExpectedString? Of(string? text) => text is null ? null : new ExpectedString(text);
}
