using System.Buffers;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>The characters of base64url (RFC 4648, 5).</summary>
internal static class Base64UrlAlphabet
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public static SearchValues<char> Characters { get; } = SearchValues.Create(Alphabet);

    /// <summary>The characters and the dot that separates the parts of a compact JWS (RFC 7515, 7.1).</summary>
    public static SearchValues<char> CharactersAndDot { get; } = SearchValues.Create(Alphabet + ".");

    /// <summary>Gets the six bits that a character encodes.</summary>
    /// <returns>The value from 0 to 63; -1 for any other character.</returns>
    public static int ValueOf(char character) => Alphabet.IndexOf(character, StringComparison.Ordinal);

    /// <summary>Gets the character that encodes six bits.</summary>
    /// <returns>The character.</returns>
    public static char CharacterOf(int value) => Alphabet[value];
}
