using System.Buffers;
using System.Text.Json;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Locations;

/// <summary>The member <c>access_token</c> or <c>refresh_token</c> of a JSON object in the body, which the handler can read again.</summary>
internal static class JsonBodyLocation
{
    private const int MaxBytes = 64 * 1024;

    private static readonly Refusal Repeated = new(JwtErrorCode.RequestAmbiguous, "The token stands more than once in the body.");

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

    /// <summary>The length of the body; -1 when it is longer than permitted, or breaks off.</summary>
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
            // A body that is longer than it may be, or than it said, holds no token.
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
            // No JSON, no token: what is wrong with the body is the handler's to say, to those who may reach it.
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
