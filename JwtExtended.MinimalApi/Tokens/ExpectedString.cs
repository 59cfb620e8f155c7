using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The expected value of a claim, in the forms that it is compared in and returned as.</summary>
internal sealed class ExpectedString
{
    private ExpectedString(string text)
    {
        Text = text;
        Utf8 = Encoding.UTF8.GetBytes(text);
        AsList = new ReadOnlyCollection<string>([text]);
    }

    public string Text { get; }

    public byte[] Utf8 { get; }

    /// <summary>Gets the text as the only item of a list.</summary>
    public ReadOnlyCollection<string> AsList { get; }

    /// <summary>Prepares an expected value.</summary>
    /// <param name="text">The text, or <see langword="null"/> when none is expected.</param>
    /// <returns>The prepared value, or <see langword="null"/>.</returns>
    [return: NotNullIfNotNull(nameof(text))]
    public static ExpectedString? Of(string? text) => text is null ? null : new ExpectedString(text);
}
