"""What a WSGI server loads: `app.wsgi:application`."""

from app import logs
from app.web import create_app
from connector.config import Settings
from jobs.workshop import open_workshop

settings = Settings()
logs.configure(json=settings.log_json)
application = create_app(open_workshop(settings))
