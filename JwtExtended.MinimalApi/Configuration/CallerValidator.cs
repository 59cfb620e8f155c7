using JwtExtended.MinimalApi.Keys;
using JwtExtended.MinimalApi.Tokens;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the callers of introspection.</summary>
internal static class CallerValidator
{
    private const int MaxIdLength = 100;

    public static IEnumerable<string> Validate(IntrospectionOptions options)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, secret) in options.Callers)
        {
            if (id.Length is 0 or > MaxIdLength || !PrintableText.IsValid(id))
            {
                yield return $"Introspection has a caller with the id '{id}', which must have 1 to {MaxIdLength} characters, of printable "
                    + "ASCII (RFC 6749, appendix A.1). Name the service, such as orders.";
            }

            if (!ids.Add(id))
                yield return $"Introspection has the caller '{id}' twice. Remove one of them, in the configuration or in the code.";
            if (CheckSecret(id, secret) is { } problem)
                yield return problem;
        }
    }

    // The rules of all other secrets: a caller that guesses it can ask about every token.
    private static string? CheckSecret(string id, string secret)
    {
        var name = $"The secret of the introspection caller '{id}'";
        if (!PrintableText.IsValid(secret))
        {
            return $"{name} has other characters than printable ASCII ones (RFC 6749, appendix A.2). "
                + "Create one with: openssl rand -base64 32";
        }

        return SecretReader.Read(name, secret, JwtAlgorithm.HS256).Error;
    }
}
