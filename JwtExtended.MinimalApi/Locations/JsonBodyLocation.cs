using System.Buffers;
using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>Reads the member <c>access_token</c> or <c>refresh_token</c> of a JSON body. The handler can read it again.</summary>
internal static class JsonBodyLocation
{
    private const int MaxBytes = 64 * 1024;

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The token occurs more than once in the body.");

    /// <summary>Finds the token.</summary>
    /// <param name="request">The request.</param>
    /// <param name="accepted">The accepted types.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    /// <returns>The token, a refusal when it occurs more than once, or the default when the body has none.</returns>
    public static async ValueTask<LocatedToken> FindAsync(HttpRequest request, TokenTypes accepted, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType() || request.ContentLength > MaxBytes)
            return default;
        request.EnableBuffering(MaxBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes);
        try
        {
            var length = await ReadAsync(request.Body, buffer, cancellationToken);
            return length < 0 ? default : Find(buffer.AsSpan(0, length), accepted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // Returns the length of the body, or -1 when the body is too long or incomplete.
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            while (length < MaxBytes)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length, MaxBytes - length), cancellationToken);
                if (read == 0)
                    return length;
                length += read;
            }

            return -1;
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            // A body that exceeds its limit or its declared length has no token.
            return -1;
        }
        finally
        {
            body.Position = 0;
        }
    }

    private static LocatedToken Find(ReadOnlySpan<byte> json, TokenTypes accepted)
    {
        try
        {
            return FindMember(json, accepted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is not JSON: the handler responds to that, for callers who may reach it.
            return default;
        }
    }

    private static LocatedToken FindMember(ReadOnlySpan<byte> json, TokenTypes accepted)
    {
        var (refresh, access) = (default(LocatedToken), default(LocatedToken));
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRefresh = reader.ValueTextEquals("refresh_token"u8);
            if (!isRefresh && !reader.ValueTextEquals("access_token"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            ref var found = ref isRefresh ? ref refresh : ref access;
            if (!found.IsAbsent)
                return new LocatedToken(Repeated);
            if (reader.TokenType == JsonTokenType.String)
                found = new LocatedToken(reader.GetString()!, TokenLocation.JsonBody, isRefresh ? TokenTypes.Refresh : TokenTypes.Access);
            else
                reader.Skip();
        }

        if ((accepted & TokenTypes.Refresh) != 0 && !refresh.IsAbsent)
            return refresh;
        return (accepted & TokenTypes.Access) != 0 ? access : default;
    }
}
