"""For a WSGI server other than the one in `zhouji serve`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from zhouji.base.data_directory import Pool
from zhouji.base.holding import in_use

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhouji.web.settings")
application = get_wsgi_application()
_use = in_use(Pool(settings.ZHOUJI_DATA))
_use.__enter__()  # until the process ends
