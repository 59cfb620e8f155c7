using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>
/// Keeps the status of an error page while its handler runs. ASP.NET Core calls no handler behind endpoint filters while the status
/// is an error, because that is how it notes a failed binding: the page would be empty.
/// </summary>
internal sealed class ErrorPageStatus
{
    private int _status;

    private ErrorPageStatus(int status) => _status = status;

    /// <summary>Sets an error status aside.</summary>
    /// <returns>The status to restore; <see langword="null"/> when the status is not an error.</returns>
    public static ErrorPageStatus? SetAside(HttpResponse response)
    {
        if (response.StatusCode < StatusCodes.Status400BadRequest || response.HasStarted)
            return null;
        var status = new ErrorPageStatus(response.StatusCode);
        response.StatusCode = StatusCodes.Status200OK;
        response.OnStarting(() =>
        {
            status.Restore(response);
            return Task.CompletedTask;
        });
        return status;
    }

    /// <summary>Restores the status, unless the handler has set one of its own.</summary>
    public void Restore(HttpResponse response)
    {
        if (_status != 0 && !response.HasStarted && response.StatusCode == StatusCodes.Status200OK)
            response.StatusCode = _status;
        _status = 0;
    }
}
