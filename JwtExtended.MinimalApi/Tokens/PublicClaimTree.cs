using System.Buffers;
using System.Text.Json;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Rebuilds nested public claims from their flattened names: <c>a/b</c> is the member <c>b</c> of the claim <c>a</c>.</summary>
internal sealed class PublicClaimTree
{
    // The levels of the names plus those of the values below them.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = ClaimNames.MaxPublicLevels + 64 };

    private readonly Dictionary<string, object> _members = new(StringComparer.Ordinal);

    /// <summary>Builds the claims. Where two names exclude each other, the deeper one stays flat: no claim is lost.</summary>
    /// <param name="claims">The flattened claims.</param>
    /// <returns>The nested claims.</returns>
    public static Dictionary<string, JsonElement> Build(List<(string Path, JsonElement Value)> claims)
    {
        var tree = new PublicClaimTree();
        foreach (var (path, value) in claims.OrderBy(static claim => claim.Path.AsSpan().Count('/')))
        {
            var segments = path.Split('/');
            if (segments.Length > ClaimNames.MaxPublicLevels || !tree.TryAdd(segments, value))
                tree._members[path] = value;
        }

        return tree.ToClaims();
    }

    private Dictionary<string, JsonElement> ToClaims()
    {
        var claims = new Dictionary<string, JsonElement>(_members.Count, StringComparer.Ordinal);
        foreach (var (name, member) in _members)
            claims[name] = member is JsonElement value ? value : ((PublicClaimTree)member).ToElement();
        return claims;
    }

    private bool TryAdd(ReadOnlySpan<string> path, JsonElement value)
    {
        if (path.Length == 1)
            return _members.TryAdd(path[0], value);
        if (!_members.TryGetValue(path[0], out var member))
            _members[path[0]] = member = new PublicClaimTree();
        return member is PublicClaimTree tree && tree.TryAdd(path[1..], value);
    }

    private JsonElement ToElement()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer);
        return JsonElement.Parse(buffer.WrittenSpan, Deep);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in _members)
        {
            writer.WritePropertyName(name);
            if (member is JsonElement value)
                value.WriteTo(writer);
            else
                ((PublicClaimTree)member).Write(writer);
        }

        writer.WriteEndObject();
    }
}
